/** Conventions of this repository that a program can check. */
@NullMarked
package dev.towpath.verification.conventions;

import org.jspecify.annotations.NullMarked;
