// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

/**
 * Reference to a message's media, and the content itself where Evolution inlined it.
 *
 * @param url URL at WhatsApp, S3 or the sender's own server; may expire; null when unknown
 * @param mimetype as sent, e.g. {@code audio/ogg; codecs=opus}
 * @param fileName of a document
 * @param sha256 of the plain content: lower-case hexadecimal, or as Meta's Cloud API wrote it
 * @param sizeBytes of the plain content
 * @param seconds of audio and video
 * @param cloudId Meta's media id
 * @param mediaKey base64 key that decrypts {@code url} (end-to-end media)
 * @param directPath WhatsApp's path of the encrypted file
 * @param base64 the content, inlined by Evolution's {@code webhookBase64}; stripped once stored
 */
public record MediaReference(
    String url,
    String mimetype,
    String fileName,
    String sha256,
    Long sizeBytes,
    Long seconds,
    String cloudId,
    String mediaKey,
    String directPath,
    String base64) {

  public MediaReference withoutContent() {
    return base64 == null
        ? this
        : new MediaReference(
            url,
            mimetype,
            fileName,
            sha256,
            sizeBytes,
            seconds,
            cloudId,
            mediaKey,
            directPath,
            null);
  }
}
