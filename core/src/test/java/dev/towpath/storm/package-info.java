/** A storm of statements and rows, and a pipeline that is stopped and started in the middle. */
@NullMarked
package dev.towpath.storm;

import org.jspecify.annotations.NullMarked;
