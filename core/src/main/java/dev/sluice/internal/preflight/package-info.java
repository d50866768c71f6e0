/** The checks of {@code CdcPipeline.validate()}. */
@NullMarked
package dev.sluice.internal.preflight;

import org.jspecify.annotations.NullMarked;
