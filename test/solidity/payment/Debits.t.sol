// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {PaymentTest} from "./PaymentTest.sol";

/**
 * @title DebitsTest
 * @notice Whatever leaves a viewer's account while a session runs: what is owed comes first, and the session shrinks to
 * what is left.
 */
contract DebitsTest is PaymentTest {
    /// @dev Ways out of an account: two out of the ledger, one inside it, and two by others who have leave.
    uint256 private constant WAYS = 5;

    bytes32 private id;

    /// @dev A session, and a debit in it.
    struct Debit {
        uint64 rate;
        uint32 paidFor;
        uint32 agreed;
        uint32 elapsed;
        uint256 amount;
        uint8 way;
    }

    /// @dev Proves that every way out settles first, takes exactly its amount, shortens the session to what is left (never
    /// lengthens it) and keeps the law. Inputs: five ways; amounts from 1 to all; sessions bounded by agreement or balance.
    function testFuzz_SessionShrinksToWhatIsLeft(Debit memory d) external {
        _begin(d);
        IStreamMeter.SessionView memory before = _session(viewer);
        uint256 all = ledger.available(viewer, vault);
        vm.assume(all != 0);
        d.amount = d.amount % 4 == 0 ? all : _bound(d.amount, 1, all);
        uint256 owed = before.owed;
        bool ran = before.running;
        uint256 balance = _balance(viewer);

        _take(d.way, d.amount);

        vm.assertEq(_balance(viewer), balance - owed - d.amount, "viewer");
        vm.assertEq(_balance(payee), owed - (owed * 1_000) / 10_000, "payee");
        vm.assertEq(_received(d.way), d.amount, "receiver");
        IStreamMeter.SessionView memory session = _session(viewer);
        uint256 affordable = block.timestamp + (all - d.amount) / d.rate;
        if (ran) vm.assertEq(session.until, before.until < affordable ? before.until : affordable, "until");
        else vm.assertEq(session.until, before.until, "until of a session that is over");
        vm.assertEq(session.owed, 0, "owed");
        _assertPaidFor(viewer);

        // Whatever comes, what is left pays for what the session may still cost, and no more is ever charged.
        _skip(60 days);
        _settle(viewer);
        uint256 rest = ran ? (session.until - (block.timestamp - 60 days)) * d.rate : 0;
        vm.assertEq(_balance(viewer), balance - owed - d.amount - rest, "rest");
    }

    /// @dev Proves that nobody can take what is owed: one unit beyond what is available fails by every way, and changes
    /// nothing. Inputs: five ways, sessions that run, that ran out, and that end in this very second.
    function testFuzz_RevertWhen_OneUnitIsOwed(Debit memory d) external {
        _begin(d);
        uint256 all = ledger.available(viewer, vault);
        uint256 balance = _balance(viewer);
        uint256 tooMuch = all + 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamLedger.ERC6909InsufficientBalance.selector,
                viewer,
                all,
                tooMuch,
                uint160(vault)
            )
        );
        _take(d.way, tooMuch);
        vm.assertEq(_balance(viewer), balance);
        vm.assertEq(ledger.available(viewer, vault), all);
        if (all != 0) _take(d.way, all);
        vm.assertEq(ledger.available(viewer, vault), 0);
    }

    /// @dev Proves that it makes no difference to anybody whether the payee settles before a withdrawal, after it, or not
    /// at all. Inputs: withdrawals of any part in the same second, and a later settlement.
    function testFuzz_OrderOfSettlementAndWithdrawalIsEqual(Debit memory d, uint16 later) external {
        _begin(d);
        uint256 all = ledger.available(viewer, vault);
        vm.assume(all != 0);
        d.amount = _bound(d.amount, 1, all);
        uint256[3][3] memory books;
        uint256 snapshot = vm.snapshotState();
        for (uint256 order = 0; order < 3; ++order) {
            if (order == 0) _settle(viewer);
            _take(0, d.amount);
            if (order == 1) _settle(viewer);
            _skip(later);
            _settle(viewer);
            books[order] = [_balance(viewer), _balance(payee), _balance(platform)];
            vm.revertToState(snapshot);
        }
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(books[0][i], books[1][i]);
            vm.assertEq(books[0][i], books[2][i]);
        }
    }

    /// @dev Proves that no exit closes: withdrawals, ends, claims of creators and of the platform go through in a pause,
    /// in a delisted vault, of a deleted stream, and pay in full. Inputs: every set of the three, at any second.
    function testFuzz_ExitsStayOpen(Debit memory d, uint8 state) external {
        _begin(d);
        if (state & 1 != 0) _pause();
        if (state & 2 != 0) {
            vm.prank(lister);
            ledger.delistVault(vault);
        }
        if (state & 4 != 0) {
            vm.prank(owner);
            registry.deleteStream(id);
        }
        uint256 owed = ledger.owed(viewer, vault);
        uint256 all = ledger.available(viewer, vault);
        _end(viewer);
        vm.assertEq(_balance(viewer), all);
        if (all != 0) {
            vm.prank(viewer);
            vm.assertEq(ledger.withdrawCreator(vault, other), all);
        }
        uint256 fee = (owed * 1_000) / 10_000;
        if (owed - fee != 0) {
            vm.prank(payee);
            vm.assertEq(ledger.withdrawCreator(vault, payee), owed - fee);
        }
        if (fee != 0) vm.assertEq(ledger.withdrawPlatform(vault), fee);
        vm.assertEq(weth.balanceOf(other) + weth.balanceOf(payee) + weth.balanceOf(receiver), all + owed);
        vm.assertEq(IERC20(vault).balanceOf(address(ledger)), 0);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.NothingToWithdraw.selector, viewer, vault));
        vm.prank(viewer);
        ledger.withdrawCreator(vault, viewer);
    }

    /// @dev Proves that a stranger cannot hurt: without an allowance they move nothing, and taking nothing, which needs no
    /// allowance, is a settlement that shortens no session. Inputs: any amount; any allowance below it.
    function testFuzz_StrangersTakeNothing(Debit memory d, uint256 allowed) external {
        _begin(d);
        d.amount = _bound(d.amount, 1, ANY);
        allowed = _bound(allowed, 0, d.amount - 1);
        vm.prank(viewer);
        ledger.approve(stranger, uint160(vault), allowed);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamLedger.ERC6909InsufficientAllowance.selector,
                stranger,
                allowed,
                d.amount,
                uint160(vault)
            )
        );
        vm.prank(stranger);
        ledger.transferFrom(viewer, stranger, uint160(vault), d.amount);

        (uint256 all, uint256 until) = (ledger.available(viewer, vault), _session(viewer).until);
        vm.prank(stranger);
        ledger.transferFrom(viewer, stranger, uint160(vault), 0);
        vm.assertEq(ledger.available(viewer, vault), all);
        vm.assertEq(_session(viewer).until, until);
        vm.assertEq(ledger.allowance(viewer, stranger, uint160(vault)), allowed);
    }

    /// @dev Proves that an allowance falls by what is spent, an endless one and an operator's do not, and that no other
    /// vault's allowance counts. Inputs: any amounts; the three kinds of leave.
    function testFuzz_LeaveToSpend(uint64 balance, uint64 amount, uint64 more, uint8 kind) external {
        uint256 spent = _bound(amount, 1, type(uint64).max);
        _fund(viewer, stETH, spent + balance);
        vm.startPrank(viewer);
        if (kind % 3 == 0) ledger.approve(other, uint160(vault), spent + more);
        if (kind % 3 == 1) ledger.approve(other, uint160(vault), ANY);
        if (kind % 3 == 2) ledger.setOperator(other, true);
        vm.stopPrank();
        vm.prank(other);
        ledger.transferFrom(viewer, payee, uint160(vault), spent);
        vm.assertEq(_balance(payee), spent);
        vm.assertEq(_balance(viewer), balance);
        uint256 left = ledger.allowance(viewer, other, uint160(vault));
        vm.assertEq(
            left,
            kind % 3 == 0
                ? more
                : kind % 3 == 1
                    ? ANY
                    : 0
        );
        if (kind % 3 != 2) vm.assertEq(ledger.allowance(viewer, other, uint160(address(stUSDC))), 0);
    }

    /// @dev Proves that a self-transfer moves nothing, also while a session runs. Inputs: parts of what is available.
    /// The session may shrink: only the owner, or who has their leave, can do that to it.
    function testFuzz_SelfTransferMovesNothing(Debit memory d) external {
        _begin(d);
        uint256 all = ledger.available(viewer, vault);
        d.amount = _bound(d.amount, 0, all);
        vm.prank(viewer);
        ledger.transfer(viewer, uint160(vault), d.amount);
        vm.assertEq(ledger.available(viewer, vault), all);
        _assertPaidFor(viewer);
    }

    /// @dev Proves that a session without a rate costs nothing and is shortened by nothing but time, ends and stops: it
    /// outlives the balance. Inputs: windows and times of any length; everything withdrawn at its start, or tipped.
    function testFuzz_FreeSessionOutlivesTheBalance(uint32 window, uint32 elapsed, uint64 balance, bool tips) external {
        window = uint32(_bound(window, 10, 30 days));
        elapsed = uint32(_bound(elapsed, 5, 2 * window));
        id = _stream(1, 0, window);
        uint256 left = _bound(balance, 1, type(uint64).max);
        _fund(viewer, stETH, 1 + left);
        _start(viewer, id, window);
        vm.prank(viewer);
        if (tips) ledger.tip(id, vault, left);
        else ledger.withdraw(vault, left, other);
        vm.assertEq(_balance(viewer), 0);
        _skip(elapsed);
        _settle(viewer);
        vm.assertEq(ledger.owed(viewer, vault), 0);
        vm.assertEq(_session(viewer).running, elapsed < window);
        vm.assertEq(_session(viewer).until, block.timestamp - elapsed + window);
        vm.assertEq(_heartbeat(viewer, id, window), block.timestamp + window);
        _end(viewer);
        vm.assertEq(_session(viewer).until, block.timestamp);
        vm.assertFalse(_session(viewer).running);
    }

    /// @dev Proves that an id that is no vault's is nobody's money: it has no balance and cannot be moved. Inputs: ids with
    /// dirt above the address of a vault that holds something.
    function testFuzz_IdsAreAddresses(uint256 dirt, uint64 balance) external {
        _fund(viewer, stETH, _bound(balance, 1, type(uint64).max));
        uint256 token = (_bound(dirt, 1, type(uint96).max) << 160) | uint160(vault);
        vm.assertEq(ledger.balanceOf(viewer, token), 0);
        vm.expectRevert(abi.encodeWithSelector(IStreamLedger.ERC6909InsufficientBalance.selector, viewer, 0, 1, token));
        vm.prank(viewer);
        ledger.transfer(other, token, 1);
    }

    /// @dev Begins a session, and lets some of it go by.
    function _begin(Debit memory d) private {
        d.rate = uint64(_bound(d.rate, 1, type(uint64).max));
        d.paidFor = uint32(_bound(d.paidFor, 1, 20 days));
        d.agreed = uint32(_bound(d.agreed, 1, 20 days));
        d.elapsed = uint32(_bound(d.elapsed, 0, (5 * uint256(d.agreed)) / 4));
        d.way = uint8(d.way % WAYS);
        id = _stream(0, d.rate, 30 days);
        _fund(viewer, stETH, uint256(d.rate) * d.paidFor + (d.rate / 2));
        _start(viewer, id, d.agreed);
        vm.startPrank(viewer);
        ledger.approve(payee, uint160(vault), ANY);
        ledger.setOperator(owner, true);
        vm.stopPrank();
        _skip(d.elapsed);
    }

    /// @dev Takes shares out of the viewer's account, for {other}.
    function _take(uint8 way, uint256 amount) private {
        vm.prank(
            way == 3
                ? payee
                : way == 4
                    ? owner
                    : viewer
        );
        if (way == 0) ledger.withdraw(vault, amount, other);
        else if (way == 1) ledger.withdrawAssets(vault, amount, other);
        else if (way == 2) ledger.transfer(other, uint160(vault), amount);
        else ledger.transferFrom(viewer, other, uint160(vault), amount);
    }

    /// @dev What {other} got by that way.
    function _received(uint8 way) private view returns (uint256) {
        if (way == 0) return IERC20(vault).balanceOf(other);
        return way == 1 ? weth.balanceOf(other) : _balance(other);
    }
}
