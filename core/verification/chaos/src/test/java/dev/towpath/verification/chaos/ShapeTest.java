package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShapeTest {
  private static final int MANY = 100_000;

  @Test
  void everyWayAndSizeComesAndMostAreSmallAndPlain() {
    List<Shape> drawn = drawn(7);

    assertEquals(EnumSet.allOf(Shape.Way.class), ways(drawn));
    assertEquals(
        EnumSet.allOf(Shape.Size.class),
        drawn.stream().map(Shape::size).collect(Collectors.toSet()));
    long plain = drawn.stream().filter(shape -> shape.way() == Shape.Way.PLAIN).count();
    assertTrue(plain > MANY * 0.68 && plain < MANY * 0.72, plain + " are plain");
    long large = drawn.stream().filter(Shape::isLarge).count();
    assertTrue(large > 40 && large < 140, large + " are large");
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertEquals(drawn(3), drawn(3));
  }

  @Test
  void transactionOrderedByAFaultIsLargeAndCommittedAtOnce() {
    List<Shape> large = IntStream.range(0, 36).mapToObj(Shape::large).toList();

    for (Shape shape : large) {
      assertTrue(shape.isLarge(), shape::toString);
      assertFalse(shape.way().isLater() || shape.way().isRolledBack(), shape::toString);
    }
    assertEquals(
        Set.of(Shape.Way.PLAIN, Shape.Way.XA_ONE_PHASE, Shape.Way.XA_TWO_PHASE), ways(large));
    assertEquals(12, large.stream().distinct().count());
  }

  @Test
  void aServerThatCannotCompressIsNotSaidToHave() {
    Shape compressed = new Shape(Shape.Way.XA_LATER, Shape.Size.SMALL, true);

    assertEquals("XA_LATER SMALL COMPRESSED", compressed.where(true).toString());
    assertEquals("XA_LATER SMALL", compressed.where(false).toString());
  }

  private static Set<Shape.Way> ways(List<Shape> shapes) {
    return shapes.stream().map(Shape::way).collect(Collectors.toSet());
  }

  private static List<Shape> drawn(long seed) {
    var random = new Random(seed);
    return Stream.generate(() -> Shape.draw(random)).limit(MANY).toList();
  }
}
