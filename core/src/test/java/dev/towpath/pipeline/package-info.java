@NullMarked
package dev.towpath.pipeline;

import org.jspecify.annotations.NullMarked;
