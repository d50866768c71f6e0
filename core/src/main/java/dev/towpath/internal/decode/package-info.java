/**
 * The decoding of TABLE_MAP and rows events to {@link dev.towpath.event.Row}s. Internal: may change
 * in any release.
 *
 * <p>A {@link dev.towpath.internal.decode.table.TableMap} has the facts about a table that are in
 * the binlog. Completed with missing names and labels it becomes a {@link
 * dev.towpath.internal.decode.table.TableLayout}, which {@link
 * dev.towpath.internal.decode.rows.RowsEvent} needs to find the rows of an event. No length is
 * trusted: malformed bytes cause a {@link dev.towpath.internal.decode.DecodeException}.
 */
@NullMarked
package dev.towpath.internal.decode;

import org.jspecify.annotations.NullMarked;
