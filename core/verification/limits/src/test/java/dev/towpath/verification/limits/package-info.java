/** Tests of limits, which print figures and take minutes. */
@NullMarked
package dev.towpath.verification.limits;

import org.jspecify.annotations.NullMarked;
