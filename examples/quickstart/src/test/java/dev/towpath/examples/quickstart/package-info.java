/** Tests of the quick start's own logic: its ledger must find every kind of fault. */
@NullMarked
package dev.towpath.examples.quickstart;

import org.jspecify.annotations.NullMarked;
