// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/**
 * @title PaymentTest
 * @notice What the fuzz tests of the ledger and the meter start from: a tenant, its owner, a payee and two viewers. All
 * of it happens in the vault over WETH unless a test says otherwise.
 */
abstract contract PaymentTest is WeirTest {
    uint256 internal constant ANY = type(uint256).max;

    address internal owner = _named("owner");
    address internal payee = _named("payee");
    address internal viewer = _named("viewer");
    address internal other = _named("other");
    address internal stranger = _named("stranger");
    address internal platform;
    address internal vault;
    bytes32 internal tenantId;

    function setUp() public virtual override {
        super.setUp();
        vault = address(stETH);
        platform = ledger.platformAccount();
        tenantId = _createTenant("alice", owner);
    }

    /* DOING */

    /// @dev A stream that pays {payee}, for sale at these terms (shares, shares a second, seconds).
    function _stream(uint256 startFee, uint256 perSecond, uint256 window) internal returns (bytes32) {
        return _createStream(tenantId, "song", payee, startFee, perSecond, window);
    }

    /// @dev A stream that `who` watches from now on, without a start fee, with `seconds_` paid for and agreed to.
    function _watch(address who, uint256 perSecond, uint256 seconds_) internal returns (bytes32 id) {
        id = _stream(0, perSecond, 30 days);
        _fund(who, stETH, perSecond * seconds_);
        _start(who, id, seconds_);
    }

    function _start(address who, bytes32 id, uint256 maxSeconds) internal returns (uint256 until) {
        vm.prank(who);
        return ledger.startStream(id, vault, maxSeconds, ANY, ANY);
    }

    function _heartbeat(address who, bytes32 id, uint256 maxSeconds) internal returns (uint256 until) {
        vm.prank(who);
        return ledger.payForStreamTime(id, vault, maxSeconds, ANY);
    }

    function _end(address who) internal {
        vm.prank(who);
        ledger.endStream(vault);
    }

    function _settle(address who) internal {
        address[] memory viewers = new address[](1);
        viewers[0] = who;
        ledger.settle(vault, viewers);
    }

    function _setPrice(bytes32 id, uint256 startFee, uint256 perSecond, uint256 window) internal {
        vm.prank(owner);
        registry.setPrice(id, IStreamRegistry.PriceInput(vault, startFee, perSecond, window));
    }

    function _setFees(uint256 feeBps, uint256 tipFeeBps) internal {
        vm.prank(feeSetter);
        ledger.setPlatformFees(vault, uint16(feeBps), uint16(tipFeeBps));
    }

    function _stop(bytes32 id) internal {
        vm.prank(owner);
        registry.stopStream(id);
    }

    function _resume(bytes32 id) internal {
        vm.prank(owner);
        registry.resumeStream(id);
    }

    function _pause() internal {
        vm.prank(pauser);
        ledger.pause();
    }

    function _unpause() internal {
        vm.prank(unpauser);
        ledger.unpause();
    }

    /* SEEING */

    function _balance(address account) internal view returns (uint256) {
        return ledger.balanceOf(account, uint160(vault));
    }

    function _session(address who) internal view returns (IStreamMeter.SessionView memory) {
        return ledger.sessionOf(who, vault);
    }

    /// @dev `gross` was paid by whoever had `before`: the platform has its rounded-down part, the payee the rest.
    function _assertPaid(address who, uint256 before, uint256 gross, uint256 feeBps) internal view {
        uint256 fee = (gross * feeBps) / 10_000;
        vm.assertEq(_balance(who), before - gross, "viewer");
        vm.assertEq(_balance(payee), gross - fee, "payee");
        vm.assertEq(_balance(platform), fee, "platform");
    }

    /// @dev The meter's law, seen from outside: what a session may still cost is there.
    function _assertPaidFor(address who) internal view {
        IStreamMeter.SessionView memory session = _session(who);
        vm.assertGe(_balance(who), uint256(session.until - session.settledAt) * session.perSecond, "not paid for");
    }
}
