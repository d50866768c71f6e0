/** A status display of pipelines for terminals. */
@NullMarked
package dev.towpath.console;

import org.jspecify.annotations.NullMarked;
