@NullMarked
package dev.towpath.mysql;

import org.jspecify.annotations.NullMarked;
