/** Metrics of pipelines for Micrometer, an optional dependency that only this package needs. */
@NullMarked
package dev.sluice.micrometer;

import org.jspecify.annotations.NullMarked;
