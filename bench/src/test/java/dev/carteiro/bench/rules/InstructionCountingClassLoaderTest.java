// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class InstructionCountingClassLoaderTest {
  /**
   * Of a turn of the loop below: load n, load i, compare, load sum, load i, add, store, increment,
   * jump.
   */
  private static final int TURN = 9;

  /** What is counted. */
  public static final class CountedTestLoop implements IntUnaryOperator {
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
  void everyExecutedInstructionIsCounted() throws ReflectiveOperationException {
    // Given
    IntUnaryOperator loop =
        (IntUnaryOperator)
            new InstructionCountingClassLoader(getClass().getClassLoader())
                .loadClass(CountedTestLoop.class.getName())
                .getConstructor()
                .newInstance();
    long begin = InstructionCounter.ours();
    int smaller = loop.applyAsInt(10);
    long ten = InstructionCounter.ours() - begin;

    // When
    int sum = loop.applyAsInt(30);

    // Then
    assertThat(smaller).isEqualTo(45);
    assertThat(sum).isEqualTo(435);
    assertThat(InstructionCounter.ours() - begin - 2 * ten).isEqualTo(20 * TURN);
  }

  @Test
  void classesOfOtherLoadersAreNotCounted() {
    // Given
    long before = InstructionCounter.ours();

    // When
    new CountedTestLoop().applyAsInt(10);

    // Then
    assertThat(InstructionCounter.ours()).isEqualTo(before);
  }
}
