/** The pipeline. {@link dev.sluice.CdcPipeline} follows one MySQL source and drives one sink. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
