/** Stress tests of the pipeline's threads, in the package of the tested classes. */
@org.jspecify.annotations.NullUnmarked
package dev.towpath.internal.engine;
