package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The choice of a server for the tests of a class, if not the default one. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OnServer {
  /** Returns the server. */
  MySqlVersion value();
}
