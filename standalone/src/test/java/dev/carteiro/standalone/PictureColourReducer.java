// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture of a page in its 256 most frequent colours: half the size, and hardly seen. */
final class PictureColourReducer {
  private static final int MOST = 256;

  /** Colours nearer to each other than this, squared, share a place: rare ones need theirs. */
  private static final int DIFFERENT = 40;

  private PictureColourReducer() {}

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
    List<Integer> frequent =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    List<Integer> palette = new ArrayList<>();
    for (int rgb : frequent) {
      boolean different =
          palette.isEmpty() || distance(palette.get(nearest(palette, rgb)), rgb) >= DIFFERENT;
      if (different && palette.size() < MOST) {
        palette.add(rgb);
      }
    }
    return palette;
  }

  private static int nearest(List<Integer> palette, int rgb) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.size(); i++) {
      int distance = distance(palette.get(i), rgb);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int distance = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = (one >> shift & 255) - (other >> shift & 255);
      distance += difference * difference;
    }
    return distance;
  }
}
