/** Tests of the application on a real MySQL server. */
@NullMarked
package dev.towpath.examples.spring;

import org.jspecify.annotations.NullMarked;
