/**
 * The text of values, and the view of statements that formats and routes share. Internal: may
 * change in any release.
 */
@NullMarked
package dev.towpath.sink.rocketmq.internal.text;

import org.jspecify.annotations.NullMarked;
