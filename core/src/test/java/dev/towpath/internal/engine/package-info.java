/** Tests of the engine and its parts. */
@NullMarked
package dev.towpath.internal.engine;

import org.jspecify.annotations.NullMarked;
