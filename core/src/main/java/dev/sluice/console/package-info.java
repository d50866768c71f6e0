/** What pipelines are doing, for those who watch a terminal. */
@NullMarked
package dev.sluice.console;

import org.jspecify.annotations.NullMarked;
