/** The package of the measured parser, which the measurement calls from here. */
@NullMarked
package dev.towpath.internal.schema;

import org.jspecify.annotations.NullMarked;
