/** The state, progress and findings of a pipeline, and the policy by which it flushes its sink. */
@NullMarked
package dev.towpath.pipeline;

import org.jspecify.annotations.NullMarked;
