// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class CountingLoaderTest {
  /**
   * Of a turn of the loop below: load n, load i, compare, load sum, load i, add, store, increment,
   * jump.
   */
  private static final int TURN = 9;

  /** What is counted. */
  public static final class Loop implements IntUnaryOperator {
    @Override
    public int applyAsInt(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += i;
      }
      return sum;
    }
  }

  @Test
  void everyInstructionThatIsExecutedCounts() throws ReflectiveOperationException {
    // Given
    IntUnaryOperator loop =
        (IntUnaryOperator)
            new CountingLoader(getClass().getClassLoader())
                .loadClass(Loop.class.getName())
                .getConstructor()
                .newInstance();
    long begin = Counter.ours();
    loop.applyAsInt(10);
    long ten = Counter.ours() - begin;

    // When
    int sum = loop.applyAsInt(30);

    // Then
    assertThat(sum).isEqualTo(435);
    assertThat(Counter.ours() - begin - 2 * ten).isEqualTo(20 * TURN);
  }

  @Test
  void whatIsNotLoadedByItDoesNotCount() {
    // Given
    long before = Counter.ours();

    // When
    new Loop().applyAsInt(10);

    // Then
    assertThat(Counter.ours()).isEqualTo(before);
  }
}
