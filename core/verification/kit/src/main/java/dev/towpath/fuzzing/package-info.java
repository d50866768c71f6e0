/** The interface of fuzzer targets, and the test that repeats their inputs. */
@NullMarked
package dev.towpath.fuzzing;

import org.jspecify.annotations.NullMarked;
