package dev.towpath.internal.decode.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.ColumnType;
import dev.towpath.internal.decode.BinlogDialect;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataTypeTest {

  @Test
  void everyTypeThatSinksSeeHasAnEntry() {
    assertEquals(
        List.of(ColumnType.values()),
        Arrays.stream(DataType.values()).map(DataType::kind).toList());
  }

  @ParameterizedTest
  @EnumSource
  void columnsOfEachFormAreOfTheType(DataType type) {
    for (Encoding encoding : type.encodings()) {
      String charset = Boolean.TRUE.equals(encoding.binary()) ? "binary" : "latin1";
      int size = encoding.onlySize() > 0 ? encoding.onlySize() : 4;
      MappedColumn column = Columns.text(encoding.code(), size, charset);

      assertSame(type, DataType.of(column));
      assertNotNull(DataType.decoder(column, "c", BinlogDialect.UNKNOWN));
      assertEquals(encoding.metadata(), DataType.metadata(encoding.code()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsPrintedAndDeclaredByItsName(DataType type) {
    String name = type.lowerCaseName();
    DataType.Meaning meaning = DataType.named(name, false, false, 0);

    assertSame(type, DataType.printed(name));
    assertSame(type, meaning == null ? null : meaning.type());
  }

  @Test
  void typesOfTextHaveTypesOfBytesInTheSameForm() {
    assertSame(DataType.BINARY, DataType.CHAR.inSameForm(true).orElseThrow());
    assertSame(DataType.VARBINARY, DataType.VARCHAR.inSameForm(true).orElseThrow());
    assertSame(DataType.TINYBLOB, DataType.TINYTEXT.inSameForm(true).orElseThrow());
    assertSame(DataType.LONGBLOB, DataType.LONGTEXT.inSameForm(true).orElseThrow());
    assertSame(DataType.LONGTEXT, DataType.LONGBLOB.inSameForm(false).orElseThrow());
    assertTrue(DataType.BIT.inSameForm(false).isEmpty());
    assertSame(DataType.MEDIUMTEXT, DataType.ofCapacity(65_536, false));
    assertSame(DataType.LONGBLOB, DataType.ofCapacity(1L << 40, true));
  }

  @Test
  void otherCodesAndNamesAreUnknown() {
    assertNull(DataType.metadata(6));
    assertNull(DataType.printed("char byte"));
    assertNull(DataType.named("varchar2", true, false, -1));
  }
}
