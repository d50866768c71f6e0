/** Tests of whole pipelines. */
@NullMarked
package dev.towpath;

import org.jspecify.annotations.NullMarked;
