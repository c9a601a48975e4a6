// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture of a page in its 256 most frequent colours: half the size, and hardly seen. */
final class FewColours {
  private static final int MOST = 256;

  private FewColours() {}

  static void shrink(Path png) {
    try {
      BufferedImage full = ImageIO.read(png.toFile());
      ImageIO.write(reduced(full), "png", png.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage reduced(BufferedImage full) {
    int[] pixels = full.getRGB(0, 0, full.getWidth(), full.getHeight(), null, 0, full.getWidth());
    List<Integer> palette = palette(pixels);
    Map<Integer, Integer> nearest = new HashMap<>();
    byte[] indexes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indexes[i] =
          (byte) nearest.computeIfAbsent(pixels[i], rgb -> nearest(palette, rgb)).intValue();
    }
    int[] colours = palette.stream().mapToInt(rgb -> rgb).toArray();
    IndexColorModel model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
    BufferedImage few =
        new BufferedImage(
            full.getWidth(), full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    few.getRaster().setDataElements(0, 0, full.getWidth(), full.getHeight(), indexes);
    return few;
  }

  private static List<Integer> palette(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int rgb : pixels) {
      counts.merge(rgb, 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int nearest(List<Integer> palette, int rgb) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.size(); i++) {
      int distance = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = (rgb >> shift & 255) - (palette.get(i) >> shift & 255);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
