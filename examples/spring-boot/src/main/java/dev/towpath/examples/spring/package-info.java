/** A pipeline in a Spring Boot application: a bean with a lifecycle, health and metrics. */
@NullMarked
package dev.towpath.examples.spring;

import org.jspecify.annotations.NullMarked;
