/** Metrics of pipelines for Micrometer, an optional dependency that only this package needs. */
@NullMarked
package dev.towpath.micrometer;

import org.jspecify.annotations.NullMarked;
