/**
 * The character sets and collations of servers, and their decoding to text. Internal: may change in
 * any release.
 */
@NullMarked
package dev.towpath.internal.decode.text;

import org.jspecify.annotations.NullMarked;
