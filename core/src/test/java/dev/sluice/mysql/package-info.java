@NullMarked
package dev.sluice.mysql;

import org.jspecify.annotations.NullMarked;
