/** The checks of {@code CdcPipeline.validate()}. */
@NullMarked
package dev.towpath.internal.preflight;

import org.jspecify.annotations.NullMarked;
