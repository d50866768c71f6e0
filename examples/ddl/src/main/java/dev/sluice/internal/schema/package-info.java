/** The package of the measured parser, which the measurement calls from here. */
@NullMarked
package dev.sluice.internal.schema;

import org.jspecify.annotations.NullMarked;
