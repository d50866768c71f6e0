/** The servers' own test suites as a workload for a pipeline with a replica at its end. */
@NullMarked
package dev.towpath.verification.suites;

import org.jspecify.annotations.NullMarked;
