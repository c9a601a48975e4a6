// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Jackson module for instants as ISO-8601 text, in the form of {@link Instant#toString}. Java's
 * general formatter took as long for up to ten instants of a record as Jackson for all the rest.
 * Text in any other form is left to Jackson's own module.
 */
final class InstantJsonModule {
  private static final int SECONDS_OF_DAY = 86_400;

  private static final int WHOLE = 19;

  /** Length of the longest form, with nanoseconds and Z. */
  private static final int LONGEST = WHOLE + 11;

  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private InstantJsonModule() {}

  /** The module; register it after {@code JavaTimeModule}. */
  static SimpleModule module() {
    return new SimpleModule("carteiro-instants")
        .addSerializer(Instant.class, new IsoInstantSerializer())
        .addDeserializer(Instant.class, new IsoInstantDeserializer());
  }

  private static final class IsoInstantSerializer extends StdScalarSerializer<Instant> {
    IsoInstantSerializer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value.getEpochSecond() < FIRST || value.getEpochSecond() > LAST) {
        json.writeString(value.toString());
        return;
      }
      char[] text = new char[LONGEST];
      json.writeString(text, 0, write(value, text));
    }
  }

  private static final class IsoInstantDeserializer extends StdScalarDeserializer<Instant> {
    IsoInstantDeserializer() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.hasToken(JsonToken.VALUE_STRING)) {
        Instant plain = read(json.getText());
        if (plain != null) {
          return plain;
        }
      }
      return InstantDeserializer.INSTANT.deserialize(json, context);
    }
  }

  /** Writes an instant of the years 0000 to 9999; returns how many characters it took. */
  private static int write(Instant value, char[] to) {
    long second = value.getEpochSecond();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_DAY));
    int ofDay = Math.floorMod(second, SECONDS_OF_DAY);
    digits(to, 0, 4, date.getYear());
    to[4] = '-';
    digits(to, 5, 2, date.getMonthValue());
    to[7] = '-';
    digits(to, 8, 2, date.getDayOfMonth());
    to[10] = 'T';
    digits(to, 11, 2, ofDay / 3_600);
    to[13] = ':';
    digits(to, 14, 2, ofDay / 60 % 60);
    to[16] = ':';
    digits(to, 17, 2, ofDay % 60);
    int end = fraction(to, value.getNano());
    to[end] = 'Z';
    return end + 1;
  }

  /** Writes three, six or nine digits, as few as are exact; returns the offset after them. */
  private static int fraction(char[] to, int nanos) {
    if (nanos == 0) {
      return WHOLE;
    }
    to[WHOLE] = '.';
    if (nanos % 1_000_000 == 0) {
      return digits(to, WHOLE + 1, 3, nanos / 1_000_000);
    }
    if (nanos % 1_000 == 0) {
      return digits(to, WHOLE + 1, 6, nanos / 1_000);
    }
    return digits(to, WHOLE + 1, 9, nanos);
  }

  private static int digits(char[] to, int at, int count, int value) {
    int rest = value;
    for (int n = at + count - 1; n >= at; n--) {
      to[n] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return at + count;
  }

  /** Reads a year of four digits, a fraction of up to nine, Z; null for any other form. */
  private static Instant read(String text) {
    int end = text.length() - 1;
    if (end < WHOLE
        || end > WHOLE + 10
        || text.charAt(end) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || (end > WHOLE && (text.charAt(WHOLE) != '.' || end == WHOLE + 1))) {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    int fraction = end == WHOLE ? 0 : number(text, WHOLE + 1, end);
    // A part that is no number is -1, and so is the combination; hour 24 is left to Jackson.
    if ((year | month | day | hour | minute | second | fraction) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    for (int n = end - WHOLE - 1; n < 9; n++) {
      fraction *= 10;
    }
    try {
      long epochDay = LocalDate.of(year, month, day).toEpochDay();
      return Instant.ofEpochSecond(
          epochDay * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second, fraction);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int n = from; n < to; n++) {
      int digit = text.charAt(n) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
