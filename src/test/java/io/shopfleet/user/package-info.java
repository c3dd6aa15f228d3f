/**
 * Tests of the user service.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.user;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
