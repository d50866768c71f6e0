/** What of the stream is delivered: filters by table, which are asked once per table version. */
@NullMarked
package dev.sluice.filter;

import org.jspecify.annotations.NullMarked;
