// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingFunding} from "../../../contracts/interfaces/IBillingFunding.sol";
import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title PublicFundingTest
/// @notice What the public may bring a stream.
contract PublicFundingTest is BillingTest {
    /// @dev Proves that a stream is closed to the public until its owner opens it, in that vault alone, and again after
    /// the owner closed it. Inputs: any amount.
    function testFuzz_ClosedByDefault(uint96 seed) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        vm.assertEq(billing.fundingRoom(streamId, vault), 0);
        _refuse(streamId, shares, abi.encodeWithSelector(IBillingFunding.FundingClosed.selector, streamId, vault));
        _setPolicy(IBillingFunding.FundingPolicy(true, 1, type(uint96).max, type(uint96).max, 1));
        vm.assertEq(billing.fundingRoom(streamId, otherVault), 0);
        _refuse(twinId, shares, abi.encodeWithSelector(IBillingFunding.FundingClosed.selector, twinId, vault));
        _contribute(sponsor, streamId, vault, 1);
        _setPolicy(IBillingFunding.FundingPolicy(false, 0, 0, 0, 0));
        _refuse(streamId, shares, abi.encodeWithSelector(IBillingFunding.FundingClosed.selector, streamId, vault));
    }

    /// @dev Proves that payments below the minimum are refused, by one share too, and that the minimum itself is taken.
    /// Inputs: any minimum.
    function testFuzz_Minimum(uint96 seed) external {
        uint96 minimum = uint96(_bound(seed, 2, type(uint96).max));
        _setPolicy(IBillingFunding.FundingPolicy(true, minimum, type(uint96).max, type(uint96).max, 1));
        _refuse(
            streamId,
            minimum - 1,
            abi.encodeWithSelector(IBillingFunding.FundingBelowMinimum.selector, minimum - 1, minimum)
        );
        _contribute(sponsor, streamId, vault, minimum);
        vm.assertEq(_balance(streamId), minimum);
    }

    /// @dev Proves that the public brings exactly the cap and not a share more, all payers together, whatever leaves the
    /// account meanwhile; that revenue and the owner's money do not count; and that setting the policy counts anew. Inputs:
    /// caps and first parts of every size.
    function testFuzz_CapExactly(uint96 seed, uint96 part, uint96 revenue) external {
        uint256 cap = _bound(seed, 2, type(uint96).max);
        uint256 first = _bound(part, 1, cap - 1);
        IBillingFunding.FundingPolicy memory policy = IBillingFunding.FundingPolicy(
            true,
            1,
            uint96(cap),
            type(uint96).max,
            1
        );
        _setPolicy(policy);
        _contribute(sponsor, streamId, vault, first);
        _contribute(owner, streamId, vault, cap);
        _earn(streamId, vault, revenue);
        vm.prank(owner);
        billing.release(streamId, vault);
        _skip(1); // the rate limit is fresh
        _refuse(
            streamId,
            cap - first + 1,
            abi.encodeWithSelector(IBillingFunding.FundingAboveCap.selector, cap - first + 1, cap - first)
        );
        vm.assertEq(billing.fundingRoom(streamId, vault), cap - first);
        _contribute(stranger, streamId, vault, cap - first);
        _skip(1);
        _refuse(streamId, 1, abi.encodeWithSelector(IBillingFunding.FundingAboveCap.selector, 1, 0));
        vm.assertEq(billing.fundingRoom(streamId, vault), 0);
        _setPolicy(policy);
        vm.assertEq(billing.fundingRoom(streamId, vault), cap);
    }

    /// @dev Proves the rate limit: exactly the burst at once, one more is refused; after any time exactly what came back,
    /// the whole burst after the whole window and never more. The owner is not held up, nor are arrears. Inputs: bursts and
    /// windows of every size; a first payment of a part or all of it; any time after.
    function testFuzz_RateLimitExactly(uint96 seed, uint32 length, uint96 part, uint40 wait) external {
        uint256 burst = _bound(seed, 2, type(uint64).max);
        uint256 window = _bound(length, 1, type(uint32).max);
        uint256 first = part % 2 == 0 ? burst : _bound(part, 1, burst);
        wait = uint40(wait % 4 == 0 ? window : _bound(wait, 0, 2 * window));
        _setPolicy(IBillingFunding.FundingPolicy(true, 1, type(uint96).max, uint96(burst), uint32(window)));
        _refuse(
            streamId,
            burst + 1,
            abi.encodeWithSelector(IBillingFunding.FundingAboveRate.selector, burst + 1, burst)
        );
        _contribute(sponsor, streamId, vault, first);
        _skip(wait);
        uint256 back = (burst * wait) / window;
        uint256 room = burst - first + back < burst ? burst - first + back : burst;
        vm.assertEq(billing.fundingRoom(streamId, vault), room, "room");
        _refuse(streamId, room + 1, abi.encodeWithSelector(IBillingFunding.FundingAboveRate.selector, room + 1, room));
        _contribute(owner, streamId, vault, burst);
        if (room != 0) _contribute(stranger, streamId, vault, room);
        _refuse(streamId, 1, abi.encodeWithSelector(IBillingFunding.FundingAboveRate.selector, 1, 0));
        vm.assertEq(_balance(streamId), first + burst + room, "balance");
    }

    /// @dev Proves that the room which is told is the truth: exactly that much goes in, and a share more does not, beyond
    /// the arrears, which are paid whatever the room. Inputs: policies with any of the bounds the tightest; earlier
    /// payments and any time since; debts; everything that closes a stream.
    function testFuzz_RoomIsTruthful(uint96[4] memory seeds, uint32 length, uint96 owed, uint8 obstacle) external {
        IBillingFunding.FundingPolicy memory policy = IBillingFunding.FundingPolicy({
            open: obstacle % 16 != 7,
            minimum: uint96(_bound(seeds[0], 1, 1_000)),
            cap: uint96(_bound(seeds[1], 1, 10_000)),
            burst: uint96(_bound(seeds[2], 1_000, 5_000)),
            window: uint32(_bound(length, 1, 1 days))
        });
        _setPolicy(policy);
        _payOnceBefore(seeds[3], policy);
        uint256 due = _drainInto(owed);
        _obstruct(obstacle % 16);
        uint256 room = billing.fundingRoom(streamId, vault);
        vm.assertTrue(room == 0 || room >= policy.minimum, "below the minimum");
        uint256 snapshot = vm.snapshotState();
        if (room != 0) {
            _contribute(sponsor, streamId, vault, due + room);
            vm.assertEq(_balance(streamId), room, "balance");
            vm.assertEq(_arrears(streamId), 0, "arrears");
            vm.revertToState(snapshot);
        }
        if (obstacle % 16 == 4 || obstacle % 16 == 5) return; // no money gets this far
        _fund(sponsor, stETH, due + room + 1);
        vm.prank(sponsor);
        (bool success, ) = address(ledger).call(abi.encodeCall(ledger.fund, (streamId, vault, due + room + 1)));
        vm.assertFalse(success, "more than the room");
        uint256 beyond = room == 0 ? policy.minimum : room + policy.minimum;
        _fund(sponsor, stETH, policy.minimum);
        vm.prank(sponsor);
        (success, ) = address(ledger).call(abi.encodeCall(ledger.fund, (streamId, vault, due + beyond)));
        vm.assertFalse(success, "a minimum more than the room");
    }

    /// @dev Proves that one payer under a hundred names fills the limit once, and shuts out neither the owner, nor debts,
    /// nor exits. Inputs: any burst.
    function testFuzz_FillingTheLimitBlocksNoExit(uint96 seed) external {
        uint96 burst = uint96(_bound(seed, 100, type(uint64).max));
        _setPolicy(IBillingFunding.FundingPolicy(true, burst / 100, type(uint96).max, burst, type(uint32).max));
        for (uint256 i = 0; i < 100; ++i) {
            _contribute(address(uint160(0xf00d + i)), streamId, vault, burst / 100);
        }
        vm.assertEq(_balance(streamId), uint256(burst / 100) * 100);
        vm.startPrank(owner);
        billing.setBillingMode(streamId, IBillingNodes.BillingMode.StreamOnly);
        vm.assertEq(billing.release(streamId, vault), uint256(burst / 100) * 100);
        vm.stopPrank();
        _bill(streamId, vault, burst);
        _contribute(stranger, streamId, vault, burst);
        vm.assertEq(_arrears(streamId), 0);
        _contribute(owner, streamId, vault, burst);
        vm.assertEq(_balance(streamId), burst);
    }

    /// @dev Proves that arrears alone do not keep the public away, in whichever vault they are. Inputs: debts of any size.
    function testFuzz_StreamsInArrearsAreFunded(uint96 owed) external {
        _indebt(streamId, otherVault, _bound(owed, 1, 1e12));
        vm.assertEq(_stops(streamId), Stops.ARREARS);
        _setPolicy(IBillingFunding.FundingPolicy(true, 1, 100, 100, 1));
        vm.assertEq(billing.fundingRoom(streamId, vault), 100);
        _contribute(sponsor, streamId, vault, 100);
        vm.assertEq(_balance(streamId), 100);
        vm.assertEq(_stops(streamId), Stops.ARREARS);
    }

    /// @dev Proves that open policies are sound ones, and that only the owner sets them, for streams only. Inputs: every
    /// field from zero on; closed policies, of which nothing is asked.
    function testFuzz_PoliciesAreSound(bool open, uint8 minimum, uint8 cap, uint8 burst, uint8 window) external {
        IBillingFunding.FundingPolicy memory policy = IBillingFunding.FundingPolicy(
            open,
            minimum % 4,
            cap % 4,
            burst % 4,
            window % 2
        );
        bool sound = policy.minimum > 0 && policy.cap > 0 && policy.window > 0 && policy.burst >= policy.minimum;
        vm.startPrank(owner);
        if (open && !sound) {
            vm.expectRevert(abi.encodeWithSelector(IBillingFunding.FundingPolicyRefused.selector, policy));
            billing.setFundingPolicy(streamId, vault, policy);
        } else {
            vm.expectEmit(address(billing));
            emit IBillingFunding.FundingPolicySet(streamId, vault, policy);
            billing.setFundingPolicy(streamId, vault, policy);
            (IBillingFunding.FundingPolicy memory kept, uint256 funded) = billing.fundingPolicyOf(streamId, vault);
            vm.assertEq(keccak256(abi.encode(kept)), keccak256(abi.encode(policy)));
            vm.assertEq(funded, 0);
        }
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeRefused.selector, tenantId));
        billing.setFundingPolicy(tenantId, vault, policy);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NotTheOwner.selector, tenantId, stranger, owner));
        vm.prank(stranger);
        billing.setFundingPolicy(streamId, vault, policy);
    }

    /* HELPERS */

    function _setPolicy(IBillingFunding.FundingPolicy memory policy) private {
        vm.prank(owner);
        billing.setFundingPolicy(streamId, vault, policy);
    }

    /// @dev The public's payment is refused, and keeps its money.
    function _refuse(bytes32 id, uint256 shares, bytes memory refusal) private {
        _fund(sponsor, stETH, shares);
        uint256 before = _held(sponsor, vault);
        vm.expectRevert(refusal);
        vm.prank(sponsor);
        ledger.fund(id, vault, shares);
        vm.assertEq(_held(sponsor, vault), before);
    }

    /// @dev Somebody pays what fits of some payment, and some time goes by.
    function _payOnceBefore(uint96 seed, IBillingFunding.FundingPolicy memory policy) private {
        uint256 room = billing.fundingRoom(streamId, vault);
        if (room == 0 || seed % 4 == 0) return;
        _contribute(sponsor, streamId, vault, _bound(seed, policy.minimum, room));
        _skip(seed % (2 * uint256(policy.window)));
    }

    /// @dev Empties the account and leaves some debt behind.
    function _drainInto(uint96 owed) private returns (uint256 due) {
        due = owed % 2 == 0 ? 0 : _bound(owed, 1, 1e12);
        if (_balance(streamId) != 0) {
            vm.prank(owner);
            billing.release(streamId, vault);
        }
        _indebt(streamId, vault, due);
    }

    function _obstruct(uint8 obstacle) private {
        if (obstacle == 0) _setStreamBalances(false);
        if (obstacle == 1) _delete(streamId);
        if (obstacle == 4) _pause();
        if (obstacle == 5) _delist(vault);
        if (obstacle == 2) {
            vm.prank(owner);
            registry.stopStream(streamId);
        } else if (obstacle == 3) {
            vm.prank(registrar);
            registry.suspendStream(streamId);
        }
    }
}
