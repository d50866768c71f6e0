/**
 * From the bytes of TABLE_MAP and rows events to {@link dev.sluice.event.Row}s. Internal: may
 * change in any release.
 *
 * <p>A {@link dev.sluice.internal.decode.TableMap} says what the binlog tells about a table; with
 * the names and labels it lacks it becomes a {@link dev.sluice.internal.decode.TableLayout}, which
 * {@link dev.sluice.internal.decode.RowsEvent} needs to find the rows of an event. Nothing here
 * trusts a length: malformed bytes give a {@link dev.sluice.internal.decode.DecodeException}.
 */
@NullMarked
package dev.sluice.internal.decode;

import org.jspecify.annotations.NullMarked;
