/** Tests of whole pipelines. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
