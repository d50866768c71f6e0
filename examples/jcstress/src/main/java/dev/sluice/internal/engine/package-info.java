/** Races of the pipeline's threads, in the package whose classes they drive. */
@org.jspecify.annotations.NullUnmarked
package dev.sluice.internal.engine;
