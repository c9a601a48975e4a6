// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import java.math.BigDecimal;

/** Makes the text of products, orders and payments: what it is about, then the price. */
final class CommerceTextExtractor {
  private static final int THOUSANDTHS = 3;

  /** Most decimals of an amount; an offset above 10^9 is invalid. */
  private static final int MOST_DECIMALS = 9;

  private CommerceTextExtractor() {}

  static String product(JsonNode node) {
    JsonNode product = node.path("product");
    String title = ContentTextExtractor.firstOf(product, "title", "description");
    if (title == null) {
      String words = ContentTextExtractor.firstOf(node, "title", "body");
      return words == null
          ? ContentTextExtractor.firstOf(node.path("catalog"), "title", "description")
          : words;
    }
    String price = thousandths(product, "salePriceAmount1000", "currencyCode");
    price = price == null ? thousandths(product, "priceAmount1000", "currencyCode") : price;
    return ContentTextExtractor.lines(title, price);
  }

  /** The title, what the customer wrote, and {@code 3 items, BRL 120.00}. */
  static String order(JsonNode node) {
    JsonNode products = node.path("product_items");
    Long count =
        products.isArray()
            ? (Long) (long) products.size()
            : EvolutionValueDecoder.number(node.path("itemCount"));
    String items = count == null || count <= 0 ? null : count == 1 ? "1 item" : count + " items";
    String total = thousandths(node, "totalAmount1000", "totalCurrencyCode");
    String sum =
        items == null || total == null ? (items == null ? total : items) : items + ", " + total;
    return ContentTextExtractor.lines(
        ContentTextExtractor.firstOf(node, "orderTitle"),
        ContentTextExtractor.firstOf(node, "message", "text"),
        sum);
  }

  /**
   * The items of an order that is asked to be paid, and its total: the parameters of the native
   * flows {@code payment_info}, {@code review_and_pay} and the like; null when they are none.
   */
  static String asked(JsonNode parameters) {
    BigDecimal amount = amount(parameters.path("total_amount"));
    return ContentTextExtractor.lines(
        ContentTextExtractor.each(
            ", ", parameters.path("order").path("items"), ContentTextExtractor.first("name")),
        amount == null || amount.signum() == 0
            ? null
            : amount(amount, parameters.path("currency")));
  }

  static String sent(JsonNode node) {
    String note = note(node);
    return note == null ? "Payment" : note;
  }

  static String requested(JsonNode node) {
    String amount = money(node.path("amount"));
    amount = amount == null ? thousandths(node, "amount1000", "currencyCodeIso4217") : amount;
    String text = ContentTextExtractor.lines(note(node), amount);
    return text == null ? "Payment request" : text;
  }

  static String reminder(JsonNode node) {
    String text =
        ContentTextExtractor.lines(
            ContentTextExtractor.firstOf(node, "description"), money(node.path("amount")));
    return text == null ? "Payment reminder" : text;
  }

  static String split(JsonNode node) {
    String text =
        ContentTextExtractor.lines(
            ContentTextExtractor.firstOf(node, "description"), money(node.path("totalAmount")));
    return text == null ? "Split payment" : text;
  }

  /** The text of the note beside a payment, which is a message of its own. */
  private static String note(JsonNode node) {
    JsonNode note = node.path("noteMessage");
    return note.isObject() ? InboundMessageContent.of(note, null, false).text() : null;
  }

  /** {@code {value, offset, currencyCode}}: value divided by offset. */
  private static String money(JsonNode money) {
    BigDecimal amount = amount(money);
    return amount == null ? null : amount(amount, money.path("currencyCode"));
  }

  private static BigDecimal amount(JsonNode money) {
    Long value = EvolutionValueDecoder.number(money.path("value"));
    Long offset = EvolutionValueDecoder.number(money.path("offset"));
    if (value == null) {
      return null;
    }
    int decimals = 0;
    for (long rest = offset == null ? 1 : offset; rest > 1; rest /= 10) {
      if (rest % 10 != 0 || ++decimals > MOST_DECIMALS) {
        return null;
      }
    }
    return BigDecimal.valueOf(value, decimals);
  }

  private static String thousandths(JsonNode node, String field, String currency) {
    Long number = EvolutionValueDecoder.number(node.path(field));
    return number == null || number == 0
        ? null
        : amount(BigDecimal.valueOf(number, THOUSANDTHS), node.path(currency));
  }

  private static String amount(BigDecimal amount, JsonNode currency) {
    BigDecimal shortest = amount.stripTrailingZeros();
    String number = shortest.setScale(Math.max(2, shortest.scale())).toPlainString();
    String code = ContentTextExtractor.words(currency);
    return code == null ? number : code + " " + number;
  }
}
