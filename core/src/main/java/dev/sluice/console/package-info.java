/** A status display of pipelines for terminals. */
@NullMarked
package dev.sluice.console;

import org.jspecify.annotations.NullMarked;
