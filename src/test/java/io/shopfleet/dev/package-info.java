/**
 * Runs the whole shop on a laptop: the program behind {@code scripts/run}. Lives beside the tests because it uses the
 * embedded infrastructure, which is on no production class path.
 */
@NullMarked
package io.shopfleet.dev;

import org.jspecify.annotations.NullMarked;
