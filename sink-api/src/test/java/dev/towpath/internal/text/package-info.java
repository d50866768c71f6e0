/** Tests of MySQL's text of numbers, dates and times. */
@NullMarked
package dev.towpath.internal.text;

import org.jspecify.annotations.NullMarked;
