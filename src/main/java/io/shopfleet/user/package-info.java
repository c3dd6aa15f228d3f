/**
 * People, their passwords and their tokens. Its public face is its api package and its verticle. Uses the
 * platform.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.user;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
