/** The measured parser's place, which lets the measurement call it. */
@NullMarked
package dev.sluice.internal.schema;

import org.jspecify.annotations.NullMarked;
