// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {SplitAccounts} from "../../../contracts/libraries/SplitAccounts.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {SplitTables} from "./SplitTables.sol";

/// @title StreamSplitsTest
contract StreamSplitsTest is SplitTables {
    /// @dev Proves that what a holder gets depends on what the split ever received and on nothing else: claims after each
    /// crumb and one claim at the end give every holder the same, to the unit. Inputs: tables of 1 to 64 holders, twelve
    /// payments from one unit on, claims by anybody at random in between.
    function testFuzz_CrumbsAndOnceAreEqual(uint256 seed, uint64[12] memory payments, uint256 mask) external {
        IStreamSplits.Split memory table = _table(seed);
        address account = splits.registerSplit(table);
        uint256 received = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            uint256 payment = i % 2 == 0 ? _bound(payments[i], 1, 99) : _bound(payments[i], 1, type(uint64).max);
            _fund(account, stETH, payment);
            received += payment;
            _claimSome(table, stETH, mask >> (20 * i));
        }
        _claimAll(table, stETH);
        uint256 sum = 0;
        for (uint256 i = 0; i < table.holders.length; ++i) {
            uint256 got = _balance(table.holders[i], stETH);
            vm.assertEq(got, (received * table.weights[i]) / 10_000, "not the part of what was received");
            vm.assertEq(splits.splitBalance(table, address(stETH), i), 0, "claimable after the claim");
            sum += got;
        }
        vm.assertLe(sum, received, "more than was received");
        vm.assertLt(received - sum, table.holders.length, "dust");
        vm.assertEq(_balance(account, stETH), received - sum, "left in the split");
    }

    /// @dev Proves that money only adds to what a holder may claim, that a claim takes from nobody else, and that vaults
    /// are apart. Inputs: payments and claims in both vaults, in any order.
    function testFuzz_ClaimsAreMonotonicAndApart(uint256 seed, uint64[8] memory payments, uint256 mask) external {
        IStreamSplits.Split memory table = _table(seed);
        address account = splits.registerSplit(table);
        uint256 count = table.holders.length;
        for (uint256 i = 0; i < payments.length; ++i) {
            (StreamVault paid, StreamVault apart) = i % 2 == 0 ? (stETH, stUSDC) : (stUSDC, stETH);
            uint256 j = (mask >> (8 * i)) % count;
            (uint256 before, uint256 beforeApart) = (_claimable(table, paid, j), _claimable(table, apart, j));
            _fund(account, paid, _bound(payments[i], 1, type(uint64).max));
            vm.assertGe(_claimable(table, paid, j), before, "falls as money comes in");
            vm.assertEq(_claimable(table, apart, j), beforeApart, "moved by the other vault");

            uint256 next = _claimable(table, paid, (j + 1) % count);
            if (_claimable(table, paid, j) == 0) continue;
            splits.claimSplit(table, address(paid), j);
            if (count > 1) vm.assertEq(_claimable(table, paid, (j + 1) % count), next, "a claim took from another");
        }
    }

    /// @dev Proves that a claim pays its holder, whoever calls, once; the second time there is nothing. Inputs: any caller,
    /// any holder, with the ledger paused or the vault delisted or neither.
    function testFuzz_ClaimPaysTheHolderOnce(
        uint256 seed,
        uint64 payment,
        uint256 index,
        address caller,
        uint8 state
    ) external {
        IStreamSplits.Split memory table = _table(seed);
        address account = splits.registerSplit(table);
        index = index % table.holders.length;
        _fund(account, stETH, _bound(payment, 10_000, type(uint64).max));
        if (state % 3 == 1) {
            vm.prank(pauser);
            ledger.pause();
        }
        if (state % 3 == 2) {
            vm.prank(lister);
            ledger.delistVault(address(stETH));
        }
        uint256 claimable = _claimable(table, stETH, index);
        vm.startPrank(caller);
        vm.assertEq(splits.claimSplit(table, address(stETH), index), claimable);
        vm.assertEq(_balance(table.holders[index], stETH), claimable);
        vm.expectRevert(
            abi.encodeWithSelector(IStreamSplits.NothingToClaim.selector, account, table.holders[index], address(stETH))
        );
        splits.claimSplit(table, address(stETH), index);
        vm.expectRevert(
            abi.encodeWithSelector(IStreamSplits.SplitIndexRefused.selector, table.holders.length, table.holders.length)
        );
        splits.claimSplit(table, address(stETH), table.holders.length);
        vm.stopPrank();
    }

    /// @dev Proves that revenue reaches rights holders like one payee: a stream that pays a split settles into it, and the
    /// holders' parts and the platform's fee add up to what the viewer paid. Inputs: any rate and time, splits of splits.
    function testFuzz_SessionsPaySplits(uint256 seed, uint32 rate, uint16 time, uint16 weight) external {
        IStreamSplits.Split memory inner = _table(seed);
        address innerAccount = splits.registerSplit(inner);
        IStreamSplits.Split memory outer = _pairOf(innerAccount, uint16(_bound(weight, 1, 9_999)), address(1));
        address account = splits.registerSplit(outer);
        uint256 gross = _play(account, _bound(rate, 1, type(uint32).max), _bound(time, 1, type(uint16).max));

        uint256 net = gross - (gross * 1_000) / 10_000;
        vm.assertEq(_balance(account, stETH), net);
        _claimAll(outer, stETH);
        _claimAll(inner, stETH);
        uint256 sum = _balance(address(1), stETH) + _balance(account, stETH) + _balance(innerAccount, stETH);
        for (uint256 i = 0; i < inner.holders.length; ++i) sum += _balance(inner.holders[i], stETH);
        vm.assertEq(sum, net);
        vm.assertLt(_balance(account, stETH), 2);
        vm.assertLt(_balance(innerAccount, stETH), inner.holders.length);
    }

    /// @dev Proves that a table is an account: the same for anybody who asks, another one for another table, and its only.
    /// Inputs: tables, and each with one weight moved to its neighbour or one holder exchanged.
    function testFuzz_AccountFollowsFromTheTable(uint256 seed, uint256 change) external {
        IStreamSplits.Split memory table = _table(seed);
        address account = splits.registerSplit(table);
        vm.assertEq(account, splits.splitAccount(table));
        vm.assertEq(uint8(ledger.accountKind(account)), uint8(IStreamLedger.AccountKind.Split));
        vm.assertEq(SplitAccounts.accountOf(splits.splitHash(account)), account);
        vm.expectRevert(abi.encodeWithSelector(IStreamSplits.SplitAlreadyRegistered.selector, account));
        splits.registerSplit(table);

        uint256 i = change % table.holders.length;
        table.holders[i] = address(uint160(table.holders[i]) + 1);
        vm.assertNotEq(splits.splitAccount(table), account);
        vm.expectRevert(abi.encodeWithSelector(IStreamSplits.SplitUnknown.selector, splits.splitAccount(table)));
        splits.claimSplit(table, address(stETH), i);
    }

    /// @dev Proves that what is written can be claimed: tables that are empty, too long, uneven, unsorted, doubled, with
    /// zero, with a watch account, with a weight of zero or a wrong sum are refused. Inputs: eight faults, put anywhere.
    function testFuzz_RevertWhen_TableIsMalformed(uint256 seed, uint256 place, uint8 fault) external {
        IStreamSplits.Split memory table = _table(seed);
        uint256 count = table.holders.length;
        place = place % count;
        fault = fault % 8;
        if (fault == 0) {
            table = _tableOf(seed, splits.MAX_HOLDERS() + 1);
            _expectLength(table);
        } else if (fault == 1) {
            table.weights = new uint16[](count + 1);
            _expectLength(table);
        } else if (fault == 2) {
            table = IStreamSplits.Split(new address[](0), new uint16[](0));
            _expectLength(table);
        } else if (fault == 3) {
            place = 0;
            table.holders[0] = address(0);
            _expectHolder(0, address(0));
        } else if (fault == 4) {
            table = _tableOf(seed, 2 + (seed % 63));
            place = 1 + (place % (table.holders.length - 1));
            table.holders[place] = table.holders[place - 1];
            _expectHolder(place, table.holders[place]);
        } else if (fault == 5) {
            table = _tableOf(seed, 2 + (seed % 63));
            place = 1 + (place % (table.holders.length - 1));
            (table.holders[place - 1], table.holders[place]) = (table.holders[place], table.holders[place - 1]);
            _expectHolder(place, table.holders[place]);
        } else if (fault == 6) {
            table.weights[place] = 0;
            vm.expectRevert(abi.encodeWithSelector(IStreamSplits.SplitWeightsRefused.selector, 0));
        } else {
            uint256 sum = place % 2 == 0 ? 10_001 : 9_999;
            if (table.weights[place] < 2) sum = 10_001;
            table.weights[place] = uint16(table.weights[place] + sum - 10_000);
            vm.expectRevert(abi.encodeWithSelector(IStreamSplits.SplitWeightsRefused.selector, sum));
        }
        splits.registerSplit(table);
    }

    /// @dev Proves that a watch account is refused as a holder, while every other kind of account is taken. Inputs: a
    /// split, a tenant's, a stream's and the platform's account beside a wallet.
    function testFuzz_HoldersOfEveryKindButWatch(uint256 seed, uint16 weight, uint8 kind) external {
        bytes32 tenantId = _createTenant("alice", address(this));
        bytes32 id = _createStream(tenantId, "song", address(1), 0, 1, 60);
        address[5] memory accounts = [
            splits.registerSplit(_table(seed)),
            ledger.accountOf(tenantId),
            ledger.accountOf(id),
            ledger.platformAccount(),
            ledger.watchAccountOf(id)
        ];
        address holder = accounts[kind % 5];
        uint16 part = uint16(_bound(weight, 1, 9_999));
        IStreamSplits.Split memory table = _pairOf(holder, part, address(1));
        if (kind % 5 == 4) {
            _expectHolder(1, holder);
            splits.registerSplit(table);
            return;
        }
        _fund(splits.registerSplit(table), stETH, 10_000);
        splits.claimSplit(table, address(stETH), 1);
        vm.assertEq(_balance(holder, stETH), part);
    }

    /// @dev Plays a stream that pays `account`; returns what the viewer paid.
    function _play(address account, uint256 perSecond, uint256 seconds_) private returns (uint256 gross) {
        gross = perSecond * seconds_;
        address viewer = _named("viewer");
        bytes32 id = _createStream(_createTenant("alice", viewer), "song", account, 0, perSecond, 1 days);
        _fund(viewer, stETH, gross);
        vm.prank(viewer);
        ledger.startStream(id, address(stETH), 1 days, perSecond, 0);
        _skip(seconds_);
        vm.prank(viewer);
        ledger.endStream(address(stETH));
    }

    function _expectLength(IStreamSplits.Split memory table) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamSplits.SplitLengthRefused.selector,
                table.holders.length,
                table.weights.length,
                splits.MAX_HOLDERS()
            )
        );
    }

    function _expectHolder(uint256 index, address holder) private {
        vm.expectRevert(abi.encodeWithSelector(IStreamSplits.SplitHolderRefused.selector, index, holder));
    }
}
