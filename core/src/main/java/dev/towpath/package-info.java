/** The pipeline. {@link dev.towpath.CdcPipeline} follows one MySQL source and drives one sink. */
@NullMarked
package dev.towpath;

import org.jspecify.annotations.NullMarked;
