/** Tests of the engine and its parts. */
@NullMarked
package dev.sluice.internal.engine;

import org.jspecify.annotations.NullMarked;
