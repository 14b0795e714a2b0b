// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC3009, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ERC3009Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/draft-ERC3009Upgradeable.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {AuthorizationBase} from "./AuthorizationBase.sol";

/**
 * @title VaultAuthorizationTest
 * @notice ERC-3009 in all of its forms: `transfer…` and `receive…`, each with `(v, r, s)` and with bytes. The forms
 * share their nonces and their checks, so nearly every test runs over all four.
 */
contract VaultAuthorizationTest is AuthorizationBase {
    uint256 private constant _KEY = 0xA11CE;
    address private immutable _PAYER = vm.addr(_KEY);

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        _fundShares(stUSDC, _PAYER, 1_000_000);
    }

    /* WHAT HAPPENS */

    function testFuzz_Authorization_MovesExactly(uint256 amount, bytes32 nonce, uint8 form) external {
        Authorization memory a = _authorization();
        a.value = _bound(amount, 0, 1_000_000);
        a.nonce = nonce;
        bytes memory signature = _sign(stUSDC, _KEY, form, a);
        vm.assertFalse(stUSDC.authorizationState(_PAYER, nonce));

        vm.expectEmit(address(stUSDC));
        emit IERC3009.AuthorizationUsed(_PAYER, nonce);
        vm.expectEmit(address(stUSDC));
        emit IERC20.Transfer(_PAYER, BOB, a.value);
        _submit(stUSDC, form, a, signature);

        vm.assertTrue(stUSDC.authorizationState(_PAYER, nonce));
        vm.assertEq(stUSDC.balanceOf(_PAYER), 1_000_000 - a.value);
        vm.assertEq(stUSDC.balanceOf(BOB), a.value);
    }

    function test_Authorization_WhilePausedAndClosed() external {
        _pause(stUSDC);
        manager.setTargetClosed(address(stUSDC), true);
        for (uint8 form; form < 4; ++form) _signAndSubmit(form, _authorization(form));
        vm.assertEq(stUSDC.balanceOf(BOB), 40);
    }

    function test_Authorization_SurvivesAnUpgrade() external {
        Authorization memory a = _authorization();
        bytes memory signature = _sign(stUSDC, _KEY, 0, a);
        StreamVault next = new StreamVault();
        vm.prank(UPGRADER);
        stUSDC.upgradeToAndCall(address(next), "");
        _submit(stUSDC, 0, a, signature);
        vm.assertEq(stUSDC.balanceOf(BOB), 10);
    }

    /* NONCES */

    function test_RevertWhen_NonceIsUsed() external {
        for (uint8 first; first < 4; ++first) {
            Authorization memory a = _authorization(first);
            _signAndSubmit(first, a);
            for (uint8 second; second < 4; ++second) {
                bytes memory signature = _sign(stUSDC, _KEY, second, a);
                _expectUsed(a.nonce);
                _submit(stUSDC, second, a, signature);
            }
        }
    }

    function test_RevertWhen_NonceIsCancelled() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            vm.expectEmit(address(stUSDC));
            emit IERC3009Cancel.AuthorizationCanceled(_PAYER, a.nonce);
            _cancel(stUSDC, form, _PAYER, a.nonce, _signCancel(stUSDC, _KEY, _PAYER, a.nonce));
            vm.assertTrue(stUSDC.authorizationState(_PAYER, a.nonce));

            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            _expectUsed(a.nonce);
            _submit(stUSDC, form, a, signature);
        }
    }

    function test_RevertWhen_CancelledTwiceOrAfterUse() external {
        for (uint8 form; form < 2; ++form) {
            Authorization memory a = _authorization(form);
            _signAndSubmit(form, a);
            bytes memory signature = _signCancel(stUSDC, _KEY, _PAYER, a.nonce);
            _expectUsed(a.nonce);
            _cancel(stUSDC, form, _PAYER, a.nonce, signature);

            bytes32 unused = keccak256(abi.encode("unused", form));
            signature = _signCancel(stUSDC, _KEY, _PAYER, unused);
            _cancel(stUSDC, form, _PAYER, unused, signature);
            _expectUsed(unused);
            _cancel(stUSDC, form, _PAYER, unused, signature);
        }
    }

    function test_Nonces_OfTwoPayersAreApart() external {
        Authorization memory a = _authorization();
        _signAndSubmit(0, a);
        uint256 key = 0xB0B;
        a.from = vm.addr(key);
        _fundShares(stUSDC, a.from, 10);
        _submit(stUSDC, 0, a, _sign(stUSDC, key, 0, a));
        vm.assertEq(stUSDC.balanceOf(BOB), 20);
    }

    /* TIME: strictly between the bounds, in Unix seconds */

    function test_Time_JustInside() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.validAfter = block.timestamp - 1;
            a.validBefore = block.timestamp + 1;
            _signAndSubmit(form, a);
        }
        vm.assertEq(stUSDC.balanceOf(BOB), 40);
    }

    function test_Time_WithoutEnd() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.validAfter = 0;
            a.validBefore = type(uint256).max;
            _signAndSubmit(form, a);
        }
        vm.assertEq(stUSDC.balanceOf(BOB), 40);
    }

    function test_RevertWhen_ValidAfterIsNow() external {
        _expectRefusedAt(block.timestamp, block.timestamp + 1);
    }

    function test_RevertWhen_ValidBeforeIsNow() external {
        _expectRefusedAt(block.timestamp - 1, block.timestamp);
    }

    function test_RevertWhen_ExpiredByASecond() external {
        _expectRefusedAt(block.timestamp - 2, block.timestamp - 1);
    }

    function test_RevertWhen_BoundsAreSwapped() external {
        _expectRefusedAt(block.timestamp + 1, block.timestamp - 1);
    }

    function test_RevertWhen_FarInTheFuture() external {
        _expectRefusedAt(type(uint256).max - 1, type(uint256).max);
    }

    /// @dev The inherited check would take these for block numbers.
    function test_RevertWhen_BoundsCarryTheBlockFlag() external {
        uint256 flag = 1 << 47;
        vm.roll(1_000);
        _expectRefusedAt(flag | 999, flag | 1_001);
    }

    function _expectRefusedAt(uint256 validAfter, uint256 validBefore) private {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.validAfter = validAfter;
            a.validBefore = validBefore;
            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            vm.expectRevert(
                abi.encodeWithSelector(
                    ERC3009Upgradeable.ERC3009InvalidAuthorizationTime.selector,
                    validAfter,
                    validBefore
                )
            );
            _submit(stUSDC, form, a, signature);
            vm.assertFalse(stUSDC.authorizationState(_PAYER, a.nonce));
        }
    }

    /* PARTIES */

    function test_RevertWhen_ReceivedBySomebodyElse() external {
        Authorization memory a = _authorization();
        bytes memory signature = _sign(stUSDC, _KEY, 2, a);
        (uint8 v, bytes32 r, bytes32 s) = _split(signature);
        bytes memory refusal = abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, BOB);

        vm.startPrank(STRANGER);
        vm.expectRevert(refusal);
        stUSDC.receiveWithAuthorization(_PAYER, BOB, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s);
        vm.expectRevert(refusal);
        stUSDC.receiveWithAuthorization(_PAYER, BOB, a.value, a.validAfter, a.validBefore, a.nonce, signature);
        vm.stopPrank();
    }

    function test_RevertWhen_OneFunctionGetsTheSignatureOfTheOther() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            bytes memory signature = _sign(stUSDC, _KEY, (form + 2) % 4, a);
            _expectRefusedSignature(form, a, signature);
        }
    }

    function test_RevertWhen_PayerHasTooLittle() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.value = 1_000_001;
            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            vm.expectRevert(
                abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, _PAYER, 1_000_000, 1_000_001)
            );
            _submit(stUSDC, form, a, signature);
            vm.assertFalse(stUSDC.authorizationState(_PAYER, a.nonce));
        }
    }

    function test_RevertWhen_PaidToTheVault() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.to = address(stUSDC);
            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            vm.expectRevert(abi.encodeWithSelector(IStreamVault.ReceiverRefused.selector, address(stUSDC)));
            _submit(stUSDC, form, a, signature);
        }
    }

    /* SIGNATURES */

    function testFuzz_RevertWhen_SignedBySomebodyElse(uint256 key, uint8 form) external {
        uint256 other = _bound(key, 1, 1 << 200);
        vm.assume(other != _KEY);
        Authorization memory a = _authorization();
        _expectRefusedSignature(form, a, _sign(stUSDC, other, form, a));
    }

    function testFuzz_RevertWhen_AFieldIsAltered(uint8 field, uint8 form) external {
        Authorization memory a = _authorization();
        bytes memory signature = _sign(stUSDC, _KEY, form, a);
        uint256 which = _bound(field, 0, 5);
        if (which == 0) a.from = ALICE;
        if (which == 1) a.to = CAROL;
        if (which == 2) a.value += 1;
        if (which == 3) a.validAfter -= 1;
        if (which == 4) a.validBefore += 1;
        if (which == 5) a.nonce = ~a.nonce;
        _expectRefusedSignature(form, a, signature);
    }

    function test_RevertWhen_SignedForAnotherVault() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            _expectRefusedSignature(form, a, _sign(stETH, _KEY, form, a));
        }
    }

    function test_RevertWhen_SignedForAnotherChain() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            uint256 here = block.chainid;
            vm.chainId(here + 1);
            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            vm.chainId(here);
            _expectRefusedSignature(form, a, signature);
        }
    }

    function test_RevertWhen_SIsHigh() external {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            (uint8 v, bytes32 r, bytes32 s) = _split(_sign(stUSDC, _KEY, form, a));
            bytes32 highS = bytes32(order - uint256(s));
            bytes memory signature = abi.encodePacked(r, highS, v == 27 ? uint8(28) : uint8(27));
            vm.expectRevert(
                _isBytes(form)
                    ? abi.encodeWithSelector(ERC3009Upgradeable.ERC3009InvalidSignature.selector)
                    : abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, highS)
            );
            _submit(stUSDC, form, a, signature);
        }
    }

    function test_RevertWhen_VIsZeroOrOne() external {
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            (uint8 v, bytes32 r, bytes32 s) = _split(_sign(stUSDC, _KEY, form, a));
            _expectUnrecoverable(form, a, abi.encodePacked(r, s, v - 27));
        }
    }

    function test_RevertWhen_SignatureIsZero() external {
        for (uint8 form; form < 4; ++form) {
            _expectUnrecoverable(form, _authorization(form), abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
        }
    }

    function test_RevertWhen_LengthIsNot65() external {
        for (uint8 form = 1; form < 4; form += 2) {
            Authorization memory a = _authorization(form);
            bytes memory signature = _sign(stUSDC, _KEY, form, a);
            (uint8 v, bytes32 r, bytes32 s) = _split(signature);
            bytes32 compact = bytes32((uint256(v - 27) << 255) | uint256(s));
            _expectRefusedSignature(form, a, "");
            _expectRefusedSignature(form, a, abi.encodePacked(r, s));
            _expectRefusedSignature(form, a, abi.encodePacked(r, compact));
            _expectRefusedSignature(form, a, abi.encodePacked(signature, uint8(0)));
            _submit(stUSDC, form, a, signature);
        }
    }

    /// @dev What cannot be recovered is the zero address in careless hands.
    function test_RevertWhen_ZeroAddressAuthorises() external {
        bytes memory unrecoverable = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        for (uint8 form; form < 4; ++form) {
            Authorization memory a = _authorization(form);
            a.from = address(0);
            a.value = 0;
            _expectUnrecoverable(form, a, unrecoverable);

            _expectUnrecoverable(form);
            _cancel(stUSDC, form, address(0), a.nonce, unrecoverable);
        }
    }

    function test_RevertWhen_SomebodyElseCancels() external {
        for (uint8 form; form < 2; ++form) {
            bytes memory signature = _signCancel(stUSDC, 0xB0B, _PAYER, "nonce");
            vm.expectRevert(ERC3009Upgradeable.ERC3009InvalidSignature.selector);
            _cancel(stUSDC, form, _PAYER, "nonce", signature);
        }
    }

    /* HELPERS */

    function _authorization() private view returns (Authorization memory) {
        return _authorization(0);
    }

    /// @dev Ten shares from the payer to BOB, valid now, under a nonce of its own for each `salt`.
    function _authorization(uint8 salt) private view returns (Authorization memory) {
        return
            Authorization({
                from: _PAYER,
                to: BOB,
                value: 10,
                validAfter: block.timestamp - 60,
                validBefore: block.timestamp + 60,
                nonce: keccak256(abi.encode("nonce", salt))
            });
    }

    function _signAndSubmit(uint8 form, Authorization memory a) private {
        _submit(stUSDC, form, a, _sign(stUSDC, _KEY, form, a));
    }

    function _expectUsed(bytes32 nonce) private {
        vm.expectRevert(abi.encodeWithSelector(ERC3009Upgradeable.ERC3009UsedAuthorization.selector, _PAYER, nonce));
    }

    function _expectRefusedSignature(uint8 form, Authorization memory a, bytes memory signature) private {
        vm.expectRevert(ERC3009Upgradeable.ERC3009InvalidSignature.selector);
        _submit(stUSDC, form, a, signature);
    }

    function _expectUnrecoverable(uint8 form, Authorization memory a, bytes memory signature) private {
        _expectUnrecoverable(form);
        _submit(stUSDC, form, a, signature);
    }

    function _expectUnrecoverable(uint8 form) private {
        vm.expectRevert(
            _isBytes(form) ? ERC3009Upgradeable.ERC3009InvalidSignature.selector : ECDSA.ECDSAInvalidSignature.selector
        );
    }
}
