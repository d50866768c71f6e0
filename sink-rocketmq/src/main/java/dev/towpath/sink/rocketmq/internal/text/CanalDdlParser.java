package dev.towpath.sink.rocketmq.internal.text;

import java.util.Set;

/** A parser that recognises a {@link DdlStatement} by its first words. Used once. */
final class CanalDdlParser {
  private static final Set<String> CREATE_TABLE_WORDS = Set.of("OR", "REPLACE", "TEMPORARY");
  private static final Set<String> INDEX_KINDS = Set.of("UNIQUE", "FULLTEXT", "SPATIAL");
  private static final Set<String> INDEX = Set.of("INDEX", "KEY");
  private static final Set<String> CONSTRAINTS = Set.of("UNIQUE", "PRIMARY", "FOREIGN", "CHECK");

  private final SqlWords words;
  private final String defaultDatabase;

  CanalDdlParser(SqlWords words, String defaultDatabase) {
    this.words = words;
    this.defaultDatabase = defaultDatabase;
  }

  DdlStatement parse() {
    return switch (words.keyword()) {
      case "CREATE" -> create();
      case "ALTER" -> alter();
      case "DROP" -> drop();
      case "TRUNCATE" -> {
        words.skip(Set.of("TABLE"));
        yield named("TRUNCATE");
      }
      case "RENAME" -> rename();
      case "INSERT", "REPLACE" -> statement("INSERT");
      case "UPDATE" -> statement("UPDATE");
      case "DELETE" -> statement("DELETE");
      default -> statement("QUERY");
    };
  }

  private DdlStatement create() {
    words.skip(CREATE_TABLE_WORDS);
    String what = words.keyword();
    if (what.equals("TABLE")) {
      words.skip(Set.of("IF", "NOT", "EXISTS"));
      return named("CREATE");
    }
    if (INDEX_KINDS.contains(what)) {
      what = words.keyword();
    }
    if (what.equals("INDEX")) {
      return onTable("CINDEX");
    }
    return database(what);
  }

  private DdlStatement drop() {
    words.skip(Set.of("TEMPORARY"));
    String what = words.keyword();
    if (what.equals("TABLE") || what.equals("TABLES")) {
      words.skip(Set.of("IF", "EXISTS"));
      return named("ERASE");
    }
    return what.equals("INDEX") ? onTable("DINDEX") : database(what);
  }

  private DdlStatement database(String what) {
    if (!what.equals("DATABASE") && !what.equals("SCHEMA")) {
      return statement("QUERY");
    }
    words.skip(Set.of("IF", "NOT", "EXISTS"));
    String name = words.name();
    return new DdlStatement("QUERY", name == null ? defaultDatabase : name, "");
  }

  private DdlStatement onTable(String type) {
    return words.skipPast("ON") ? named(type) : statement(type);
  }

  private DdlStatement alter() {
    words.skip(Set.of("ONLINE", "OFFLINE", "IGNORE"));
    if (!words.keyword().equals("TABLE")) {
      return statement("QUERY");
    }
    words.skip(Set.of("IF", "EXISTS"));
    DdlStatement altered = named("ALTER");
    String type = alteration();
    return type.equals("RENAME")
        ? new CanalDdlParser(words, altered.database()).named(type)
        : new DdlStatement(type, altered.database(), altered.table());
  }

  /** Returns the type by the first alteration, as canal does. */
  private String alteration() {
    String verb = words.keyword();
    String what = words.keyword();
    return switch (verb) {
      case "ADD" -> addition(what);
      case "DROP" -> INDEX.contains(what) || what.equals("CONSTRAINT") ? "DINDEX" : "ALTER";
      case "RENAME" -> renaming(what);
      default -> "ALTER";
    };
  }

  private String addition(String what) {
    if (!what.equals("CONSTRAINT")) {
      return INDEX.contains(what) || INDEX_KINDS.contains(what) || what.equals("PRIMARY")
          ? "CINDEX"
          : "ALTER";
    }
    String kind = words.keyword();
    if (!CONSTRAINTS.contains(kind)) {
      kind = words.keyword();
    }
    return kind.equals("UNIQUE") || kind.equals("PRIMARY") ? "CINDEX" : "ALTER";
  }

  private String renaming(String what) {
    if (INDEX.contains(what) || what.equals("COLUMN")) {
      return "ALTER";
    }
    if (!what.equals("TO") && !what.equals("AS")) {
      words.back();
    }
    return "RENAME";
  }

  private DdlStatement rename() {
    String what = words.keyword();
    if (!what.equals("TABLE") && !what.equals("TABLES")) {
      return statement("QUERY");
    }
    words.skip(Set.of("IF", "EXISTS"));
    DdlStatement old = named("RENAME");
    return words.skipPast("TO") ? named("RENAME") : old;
  }

  private DdlStatement named(String type) {
    String first = words.name();
    if (first == null) {
      return statement(type);
    }
    String second = words.nameAfterDot();
    return second == null
        ? new DdlStatement(type, defaultDatabase, first)
        : new DdlStatement(type, first, second);
  }

  private DdlStatement statement(String type) {
    return new DdlStatement(type, defaultDatabase, "");
  }
}
