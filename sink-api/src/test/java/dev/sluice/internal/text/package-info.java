/** Tests of MySQL's text of numbers, dates and times. */
@NullMarked
package dev.sluice.internal.text;

import org.jspecify.annotations.NullMarked;
